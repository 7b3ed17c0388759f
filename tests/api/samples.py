"""Answers as the vendor's documentation shows them, and as we assume the rest."""

from __future__ import annotations

from typing import Any

POSITIONAL: dict[str, Any] = {
    "result": [
        [
            ["6912b53742d6a9c1aa134424", "Document_id"],
            [1, "Is_Approved"],
            [1, "Is_Approved"],
            [0.8624999978870219, "overall_confidence"],
            ["1.500", "Full_Box_Equivalent", 0.9037, {"page_index": 2}],
            ["55413.0", "Inv_Total", 0.9846, {"page_index": 1}, [1045, 630, 1104, 645]],
            ["Al Rawda LLC", "Shipto_Party_Name", 0.7, {"page_index": 1}, [0, 0, 0, 0]],
            ["yes", "Sign_Exist_Flag", 0.5, {"page_index": 1}],
            ["no", "Sign_Exist_Flag", 0.6, {"page_index": 2}],
            ["26-Jul-2025", "Inv_Date", 0.99, {"page_index": 1}, [10, 20, 30, 40]],
        ],
        [["6912b53742d6a9c1aa134425", "Document_id"], [0, "Is_Approved"]],
    ]
}

FLAT: dict[str, Any] = {
    "result": [
        {
            "Document_id": "5e9ebf7c1ed959c4bb4dc214",
            "is_approved": 0,
            "approved_date": "Wed Apr 14 2021",
            "file_name": "Invoice 231799.pdf",
            "overall_confidence": 0.917829326729445,
            "AccountsData": {
                "Supplier ID": 7,
                "SplitFlag": "false",
                "LineItemAccounts": ["LineItem1, 980001, Printing & Stationery, 49,357.00"],
            },
            "Inv_Number": {
                "value": "231799",
                "confidence": 0.99,
                "page_index": 1,
                "coordinate": [100, 20, 180, 40],
            },
            "Total_VAT": {"value": "80.4", "confidence": 0.91, "page_index": 1},
            "Sub-Total": {"value": "80.40", "confidence": 0.9, "page_index": 1},
        }
    ],
    "release_version": "7.8.9",
}

DETAILS: dict[str, Any] = {
    "data": {
        "_id": "65269c006a8da8763b51c217",
        "collection_name": "invoices",
        "ocr_id": ["ocr-1", "ocr-2"],
        "file_name": "scan.tiff",
        "is_approved": 0,
        "doc_number_value": {
            "_value": "A-17",
            "_coordinates": [1306, 87, 1444, 107],
            "_confidence": 0.98,
            "_page_index": 1,
        },
        "doc_date_value": {
            "_value": "02-Oct-2022",
            "_coordinates": [0, 0, 0, 0],
            "_confidence": 0.4,
            "_page_index": 2,
        },
        "line_items": [
            {
                "_id": "row-1",
                "Description": {"_value": "Roses", "_coordinates": [1, 2, 3, 4], "_hint": "x"},
                "Total": "12,50",
            },
            {"Description": {"_value": "Lilies", "_coordinates": [0, 0, 0, 0]}, "Unit": "box"},
        ],
    }
}
