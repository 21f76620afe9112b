// Evaluates SPF and DMARC of every domain of a list with mailauth, eight at a time, and prints the seconds it took.
const fs = require('fs');
const path = require('path');
const dns = require('dns').promises;
const [, , port, list, modules] = process.argv;
const { spf } = require(path.join(modules, 'mailauth/lib/spf'));
const { dmarc } = require(path.join(modules, 'mailauth/lib/dmarc'));

const server = new dns.Resolver();
server.setServers(['127.0.0.1:' + port]);
const resolver = (name, type) => server.resolve(name, type);
const names = fs.readFileSync(list, 'utf8').trim().split('\n');
let next = 0;

async function work() {
    while (next < names.length) {
        const name = names[next++];
        const sender = 'postmaster@' + name;
        await spf({ sender, ip: '198.18.0.9', helo: name, resolver }).catch(() => false);
        await dmarc({ headerFrom: [name], spfDomains: [], dkimDomains: [], resolver }).catch(() => false);
    }
}

const start = process.hrtime.bigint();
Promise.all(Array.from({ length: 8 }, work)).then(() => {
    console.log(Number(process.hrtime.bigint() - start) / 1e9);
});
