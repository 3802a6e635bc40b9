"""The manual pages, made of what the commands' --help says."""
import re


def pages(help, version):
    """(name, roff) of the command and of each of its subcommands."""
    yield from of_command(help["command"], [], version)


def of_command(command, above, version):
    path = above + [command["commandName"]]
    if command["commandName"] == "help":
        return
    name = "-".join(path)
    below = [c for c in command.get("subcommands", []) if c["commandName"] != "help" and c["shouldDisplay"]]
    lines = [f'.TH {name.upper()} 1 "" "sluice {version}" "Sluice"',
             ".SH NAME", f"{name} \\- {text(command.get('abstract', '')).rstrip('.')}",
             ".SH SYNOPSIS", f".B {' '.join(path)}", synopsis(command, below)]
    prose, _, examples = command.get("discussion", "").partition("EXAMPLES:\n")
    if prose.strip():
        lines += [".SH DESCRIPTION"] + paragraphs(prose)
    shown = [a for a in command.get("arguments", []) if a.get("shouldDisplay")]
    positional = [a for a in shown if a["kind"] == "positional"]
    options = [a for a in shown if a["kind"] != "positional"]
    for title, arguments in [("ARGUMENTS", positional), ("OPTIONS", options)]:
        if arguments:
            lines.append(f".SH {title}")
            for argument in arguments:
                lines += entry(argument)
    if below:
        lines.append(".SH COMMANDS")
        for child in below:
            lines += [".TP", f".BR {name}\\-{text(child['commandName'])} (1)", text(child.get("abstract", ""))]
    if examples.strip():
        lines += [".SH EXAMPLES", ".nf"] + [text(line[2:] if line.startswith("  ") else line)
                                              for line in examples.rstrip().splitlines()] + [".fi"]
    if not above:
        lines += [".SH EXIT STATUS", "0 when there is nothing to report, 1 for findings or differences, "
                  "2 when the work could not be done."]
    else:
        lines += [".SH SEE ALSO", f".BR {'-'.join(above)} (1)"]
    yield name, "\n".join(lines) + "\n"
    for child in below:
        yield from of_command(child, path, version)


def synopsis(command, below):
    words = ["[options]"] if any(a["kind"] != "positional" for a in command.get("arguments", [])) else []
    for argument in command.get("arguments", []):
        if argument["kind"] == "positional":
            word = f"<{argument['valueName']}>" + (" ..." if argument["isRepeating"] else "")
            words.append(f"[{word}]" if argument["isOptional"] else word)
    return text(" ".join(words + (["<command>"] if below else [])))


def entry(argument):
    """A paragraph with the names, the value and what it does."""
    value = f" \\fI{text(argument['valueName'])}\\fR" if argument["kind"] == "option" else ""
    if argument["kind"] == "positional":
        head = f"\\fI{text(argument['valueName'])}\\fR"
    else:
        names = [("-" if n["kind"] == "short" else "--") + n["name"] for n in argument["names"]]
        head = ", ".join(f"\\fB{text(n)}\\fR" for n in names) + value
    body = text(argument.get("abstract", ""))
    said = [text(v) for v in argument.get("allValues") or []]
    if said:
        body += f" One of {', '.join(said)}."
    if argument.get("defaultValue"):
        body += f" Default: {text(argument['defaultValue'])}."
    return [".TP", head, body.strip() or "\\&"]


def paragraphs(prose):
    lines = []
    for paragraph in re.split(r"\n\s*\n", prose.strip()):
        lines.append(".PP")
        lines += [text(line) for line in paragraph.splitlines()]
    return lines


def text(value):
    """The text as roff prints it: backslashes and hyphens as they are, nothing taken for a request."""
    value = value.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + value if value[:1] in (".", "'") else value
