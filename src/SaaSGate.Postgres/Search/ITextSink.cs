namespace SaaSGate.Postgres.Search;

/// <summary>Takes what <see cref="MessageText"/> reads out of recorded bodies.</summary>
internal interface ITextSink
{
    /// <summary>A text that people could look for; it is valid during the call.</summary>
    void Text(ReadOnlySpan<char> text, TextPlace place);

    /// <summary>A tool that Claude calls.</summary>
    void Tool(string name);
}
