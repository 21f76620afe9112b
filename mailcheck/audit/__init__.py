"""Many domains from a list: reading it, judging in one process or several, and the sum of what was found.

Theory of operation. An audit is a pipe of which whoever takes the rows sets the pace, and each stage holds a
bounded number of things, so a list without end costs no memory and a slow reader no loss:

- `listing.lines` reads the file by chunks, only when a line is wanted. `listing.Requests` makes a request
  for each domain that is listed, once: of what it has seen, or what `resumption` found done, it keeps hashes
  of 64 bits. A line that cannot be read is told of and counted, and the next is read.
- `pool.survey_many` has at most *jobs* domains under way. There is no task a domain: `network.NetworkRun`
  drives each procedure from the callbacks of the resolver, which all share, and one task starts the next
  domain as soon as there is room. There is none while too many results wait to be taken. Each domain has a
  deadline of its own, after which what is unanswered counts as a timeout, so none holds its place for long.
- Complete surveys wait until the results before them have been taken. Then a few at a time are judged and
  become rows (`worker.audit`, `rows.row`): a line of text and what is counted. Survey and report are let go.
- In the order of the list, a row that is early waits for its turn; it counts among those not taken.

What the iterable of requests raises is raised to the reader after all rows that came before it; a bug in a
procedure or a rule is raised at once. Nothing that the DNS says is an error.

With several processes, `processes.spread` reads the list and sends batches of requests to whichever process
has the least to do, no more than twice what it works on. Each runs `worker.audit` with an event loop, sockets
and a cache of its own, and its share of the rate; rows come back in batches, and at the end what each name
server had to do. Only the parent hears Ctrl-C; it ends the others.
"""
