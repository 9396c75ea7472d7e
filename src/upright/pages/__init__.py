"""Show: the app in the browser, on this machine only.

`server` starts it; `app` puts it together; `guard` stands before everything and lets in only what comes from its own
pages; `session` holds the open file, which belongs to one browser and never to the program; `page` says what a page is,
and each page is a module with a frozen context, a function and a template of the same word. docs/pages.md tells how to
make one.
"""
