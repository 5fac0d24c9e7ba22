"""Every sentence that names a command: proposals, explanations, hints."""
