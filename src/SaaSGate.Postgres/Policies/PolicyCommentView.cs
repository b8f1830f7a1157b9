namespace SaaSGate.Postgres.Policies;

/// <summary>What somebody said of a version.</summary>
/// <param name="Id">Its id, <c>pcm_…</c>.</param>
/// <param name="Version">Of which version.</param>
/// <param name="Line">Of which line, from 1; null for the whole.</param>
/// <param name="Text">What was said.</param>
/// <param name="AuthorName">Who said it.</param>
/// <param name="At">When.</param>
public sealed record PolicyCommentView(string Id, long Version, int? Line, string Text, string AuthorName, DateTimeOffset At);
