using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Organisations;

/// <summary>Somebody is to be asked to join.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="Email">The address of who is invited.</param>
/// <param name="DisplayName">The name that they will have.</param>
/// <param name="Roles">Names of roles, each once.</param>
/// <param name="Hash">SHA-256 of the link's token.</param>
/// <param name="MailHash">SHA-256 of what stands behind the token in the mail, and nowhere else.</param>
/// <param name="Length">For how long the link works.</param>
public sealed record NewMemberInvitation(Id<MemberInvitation> Id, string Email, string DisplayName, IReadOnlyList<string> Roles, byte[] Hash, byte[] MailHash, TimeSpan Length);
