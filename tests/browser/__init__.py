"""Pages as a person meets them: in Chromium, by keyboard, on a narrow screen, without JavaScript."""
