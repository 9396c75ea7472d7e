"""Small arrays on the stack: d numbers, a triangle, or a square, with d known when the kernel is compiled.

numba's own arrays live on the heap and the compiler must assume that any two of them overlap. These do not overlap,
have a fixed length, and are kept in registers when every index is known.

A triangle holds the lower half of a symmetric matrix by rows: entry (i, j), j <= i, at i (i + 1) / 2 + j.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import extending, types

from upright.engine.compiling import compiled

__all__ = ["vector", "triangle", "square", "start", "get", "put", "add", "at"]

intrinsic: Any = extending.intrinsic
POINTER = types.CPointer(types.float64)


def _allocate(dims: Any, count: Any) -> Any:
    size = count(len(dims))
    signature = POINTER(dims)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        with builder.goto_entry_block():
            return builder.alloca(ir.DoubleType(), ir.Constant(ir.IntType(64), size))

    return signature, generate


@intrinsic
def vector(typingctx: Any, dims: Any) -> Any:
    """Room for d numbers, not set."""
    return _allocate(dims, lambda d: d)


@intrinsic
def triangle(typingctx: Any, dims: Any) -> Any:
    """Room for d (d + 1) / 2 numbers, not set."""
    return _allocate(dims, lambda d: d * (d + 1) // 2)


@intrinsic
def square(typingctx: Any, dims: Any) -> Any:
    """Room for d x d numbers, by rows, not set."""
    return _allocate(dims, lambda d: d * d)


@intrinsic
def start(typingctx: Any, array: Any) -> Any:
    """Where the numbers of a C-ordered array begin, so that `get` and `put` serve arrays too."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(array)(context, builder, arguments[0]).data

    return POINTER(array), generate


@intrinsic
def get(typingctx: Any, pointer: Any, index: Any) -> Any:
    """pointer[index]"""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start, index = arguments
        return builder.load(builder.gep(start, [index], inbounds=True))

    return types.float64(POINTER, types.int64), generate


@intrinsic
def put(typingctx: Any, pointer: Any, index: Any, value: Any) -> Any:
    """pointer[index] = value"""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start, index, value = arguments
        builder.store(value, builder.gep(start, [index], inbounds=True))
        return context.get_dummy_value()

    return types.none(POINTER, types.int64, types.float64), generate


@intrinsic
def add(typingctx: Any, total: Any, a: Any, b: Any) -> Any:
    """total + a b, rounded once where the processor has an instruction for it, always in the order that is written."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        total, a, b = arguments
        number = ir.DoubleType()
        whole = ir.FunctionType(number, [number] * 3)
        multiply_add = builder.module.declare_intrinsic("llvm.fmuladd", [number], whole)
        return builder.call(multiply_add, [a, b, total])

    return types.float64(types.float64, types.float64, types.float64), generate


@compiled
def at(i: int, j: int) -> int:
    """Where a triangle holds entry (i, j), whichever is larger."""
    return i * (i + 1) // 2 + j if i >= j else j * (j + 1) // 2 + i
