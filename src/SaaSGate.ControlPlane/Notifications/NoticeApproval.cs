using System.Text.Json.Serialization;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A held request in a notice.</summary>
/// <param name="Id"><c>apr_…</c>.</param>
/// <param name="State">pending, approved, denied, expired, consumed or cancelled.</param>
/// <param name="Waits">Whether it waits for somebody.</param>
/// <param name="SkillName">The skill.</param>
/// <param name="Rule">The rule that held it.</param>
/// <param name="ExpiresAt">When the wait ends.</param>
/// <param name="DecidedByName">Who decided; null while nobody did.</param>
/// <param name="ViewDigest">Digest of the view that a decision names, in hexadecimal.</param>
/// <param name="Groups">Names of the groups that are asked; empty where everyone is, and of what another organisation lets this one review.</param>
/// <param name="Owners">The skill's owners, then and now; nobody is told of them.</param>
internal sealed record NoticeApproval(
    string Id, string State, bool Waits, string SkillName, string Rule, DateTimeOffset ExpiresAt, string? DecidedByName, string ViewDigest, IReadOnlyList<string> Groups,
    [property: JsonIgnore] IReadOnlyList<string?> Owners);
