using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Approvals;

/// <summary>A reviewer's word on a held request.</summary>
/// <param name="Organisation">The reviewer's organisation: the owner, or a partner with a grant.</param>
/// <param name="Approval">What is decided.</param>
/// <param name="Approve">True sends the request, false refuses it.</param>
/// <param name="SeenViewDigest">SHA-256 of the view that the reviewer saw.</param>
/// <param name="Reviewer">Who decides.</param>
/// <param name="OnBehalfOf">For a token: the person who made it, who decides as little about own skills through it.</param>
/// <param name="Note">A word on why.</param>
/// <param name="Fresh">Whether the reviewer has just shown who they are: some rules ask for it.</param>
public sealed record DecideApproval(
    Id<Organisation> Organisation, Id<Approval> Approval, bool Approve, ReadOnlyMemory<byte> SeenViewDigest, Actor Reviewer, string? OnBehalfOf, string? Note, bool Fresh = false)
{
    /// <summary>The person who decides, whatever with: nobody counts twice.</summary>
    public string Person => OnBehalfOf ?? Reviewer.Id;
}
