"""LangChain's MarkdownHeaderTextSplitter: chunks of text with their headings."""

from langchain_text_splitters import MarkdownHeaderTextSplitter
from sample import read_sample

splitter = MarkdownHeaderTextSplitter([("#", "title"), ("##", "part"), ("###", "section"), ("####", "group")])

read_sample(lambda path: splitter.split_text(path.read_text(encoding="utf-8")))
