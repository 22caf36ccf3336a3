"""What a browser calls itself, in words a person recognises."""

from __future__ import annotations

BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}


def device(user_agent: str) -> str:
    """“Firefox on Windows”. The order matters: browsers name the ones that they resemble too."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "A browser")
    system = next((f" on {name}" for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return browser + system
