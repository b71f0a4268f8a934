"""Streamlit entry of the page: `matcher app`, or `streamlit run app.py`."""

from matcher.web.page import run

run()
