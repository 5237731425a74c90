"""List prices by model and kind of token, in whole nano-dollars a token (3 $ a million = 3,000): money stays exact."""

from __future__ import annotations

import numpy as np

MODELS = ("claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-5", "gpt-5", "gpt-5-mini")
SONNET, HAIKU, OPUS, GPT, GPT_MINI = range(5)
PROVIDERS = ("anthropic", "anthropic", "anthropic", "openai", "openai")
KINDS = ("input", "output", "cache-read", "cache-write")
INPUT, OUTPUT, CACHE_READ, CACHE_WRITE = range(4)

#: (models, kinds); facts/billing.md §4: genai-prices for the same names.
NANO_USD = np.array(
    [
        (3_000, 15_000, 300, 3_750),
        (1_000, 5_000, 100, 1_250),
        (5_000, 25_000, 500, 6_250),
        (1_250, 10_000, 125, 1_250),
        (250, 2_000, 25, 250),
    ],
    dtype=np.int64,
)
