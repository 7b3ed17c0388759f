"""Each fault once, met by the real parts: nothing lost, nothing twice, people told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.faults import Fault, Kind
from tests.faults.matrix import Cell, Matrix, each_fault_once

if TYPE_CHECKING:
    from tests.faults.fault_proxy import FaultProxy
    from tests.server_process import ServerProcess

CELLS = list(each_fault_once())


@pytest.fixture(scope="module")
def matrix(
    server: ServerProcess, proxy: FaultProxy, tmp_path_factory: pytest.TempPathFactory
) -> Matrix:
    return Matrix(server, proxy, tmp_path_factory.mktemp("matrix"))


def test_each_fault_and_each_call_is_met() -> None:
    alone = [cell for cell in CELLS if not cell.is_restarted]
    assert {cell.fault for cell in alone} == set(Fault)
    assert {cell.kind for cell in alone} == set(Kind)
    assert {cell.fault for cell in CELLS if cell.is_restarted} == set(Fault)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_what_was_promised_is_kept(matrix: Matrix, cell: Cell) -> None:
    assert not matrix.try_cell(cell).broken
