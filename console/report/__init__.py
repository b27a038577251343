"""The monthly report as it is shown: a screen, a page, a document, a workbook, data."""
