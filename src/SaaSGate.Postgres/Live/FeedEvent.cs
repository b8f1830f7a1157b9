using System.Text.Json;

namespace SaaSGate.Postgres.Live;

/// <summary>Something that happened in an organisation. Names things, holds no content.</summary>
/// <param name="Position">Its place; positions have no gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of thing happened, such as <c>SkillChanged</c>.</param>
/// <param name="Subject">Id of what it happened to.</param>
/// <param name="Payload">Facts that a page needs to show it; an object.</param>
public sealed record FeedEvent(long Position, DateTimeOffset At, string Kind, string Subject, JsonElement Payload);
