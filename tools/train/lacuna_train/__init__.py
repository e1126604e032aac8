"""Train recurrent models that stay good when Lacuna compresses them."""
