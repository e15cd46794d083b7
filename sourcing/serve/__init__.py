"""`sourcing serve`: a local page that reads what is pasted into it, and the same as JSON.

browser ─ guard ─▶ app ─ worker ─▶ Article ─▶ JSON, or the report's fragment

    guard.py      who may ask: no other site, no other name; the headers of every answer
    app.py        the routes, the limits on size and time
    requests.py   a body → what is to be read, or the sentence that says what is wrong with it
    worker.py     one article at a time on one thread; a reading that nobody waits for stops
    openapi.py    the description of the endpoint
    command.py    the command, and the socket
    page/         the page: one HTML file, its style and its script

Nothing is stored, and nothing is fetched. Starlette and uvicorn are imported only when a page is
served (extra `serve`).
"""
