namespace SaaSGate.Postgres.Search;

/// <summary>A piece of a snippet.</summary>
/// <param name="Text">Masked text.</param>
/// <param name="Hit">Whether it was looked for.</param>
public sealed record SnippetPart(string Text, bool Hit);
