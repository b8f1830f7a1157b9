using SaaSGate.ControlPlane.Idempotency;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Somebody was invited.</summary>
/// <param name="Invitation">The invitation.</param>
/// <param name="Link">Where they join: it works once, and is shown this once.</param>
/// <param name="Mailed">Whether the link was mailed to them by a mail channel of the organisation.</param>
/// <param name="MailProblem">What went wrong with the mail; null where nothing did, or no mail channel is on.</param>
internal sealed record InvitedMember(MemberInvitationView Invitation, string Link, bool Mailed, string? MailProblem) : IShownOnce;
