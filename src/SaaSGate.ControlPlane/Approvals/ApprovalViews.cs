using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Makes what a reviewer sees of what is stored, and says what this reviewer may do about it.</summary>
internal static class ApprovalViews
{
    public static ApprovalReader Reader(Caller caller) => new(caller.OrganisationId, caller.PersonId);

    public static ApprovalSummary Summary(ApprovalRow row) => new()
    {
        Id = row.Id,
        OrganisationId = row.OrganisationId,
        OrganisationName = row.OrganisationName,
        ViaGrant = row.ViaGrant,
        SkillId = row.SkillId,
        SkillName = row.SkillName,
        Rule = row.Rule,
        Severity = row.Severity,
        Summary = row.Summary,
        State = row.State,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        DecidedAt = row.DecidedAt,
        DecidedByName = row.DecidedByName,
        How = row.How,
        ViewDigest = Convert.ToHexStringLower(row.ViewDigest),
        Stage = row.Stage,
        Needed = row.Needed,
        Votes = row.Votes,
        StepUp = row.StepUp,
        Asked = row.Asked,
        EditOf = row.EditOf,
        ReplacedBy = row.ReplacedBy,
    };

    public static ApprovalDetail Detail(ApprovalFull row, IReadOnlyList<ApprovalVote> votes, Caller caller, DateTimeOffset now)
    {
        var view = JsonElement.Parse(row.View, new JsonDocumentOptions { MaxDepth = HoldView.MaxDepth });
        var (waits, owns) = (row.State == "pending" && row.ExpiresAt > now, Owns(row, caller));
        var reason = CannotDecide(row, caller, waits, owns);
        return new()
        {
            Id = row.Id,
            OrganisationId = row.OrganisationId,
            OrganisationName = row.OrganisationName,
            ViaGrant = row.ViaGrant,
            SkillName = row.SkillName,
            Rule = row.Rule,
            Severity = row.Severity,
            Summary = row.Summary,
            State = row.State,
            CreatedAt = row.CreatedAt,
            ExpiresAt = row.ExpiresAt,
            DecidedAt = row.DecidedAt,
            DecidedByName = row.DecidedByName,
            How = row.How,
            Stage = row.Stage,
            Needed = row.Needed,
            Votes = row.Votes,
            StepUp = row.StepUp,
            Asked = row.Asked && !owns,
            EditOf = row.EditOf,
            ReplacedBy = row.ReplacedBy,
            ExchangeId = row.ExchangeId,
            SessionId = row.SessionId,
            SkillId = row.SkillId,
            OwnerName = row.OwnerName ?? OwnerIn(view) ?? row.OwnerUserId,
            PolicyId = row.PolicyId,
            PolicyVersion = row.PolicyVersion,
            Digest = Convert.ToHexStringLower(row.Digest),
            ViewDigest = Convert.ToHexStringLower(row.ViewDigest),
            View = view,
            Note = row.Note,
            CanDecide = reason is null,
            CannotDecideReason = reason?.Title,
            CannotApproveReason = row.Edited && row.Needed == 1 ? PortalProblems.OwnEdit.Title : null,
            CanBreakGlass = waits && !owns && row.ViaGrant is null && caller.SignInId is not null && caller.MayDecide && caller.May(Permissions.Manage),
            CanSay = MaySay(row, caller),
            IsOwner = owns,
            Voted = row.Voted,
            Masking = row.Masking,
            VotesList = votes,
            Reviewers = row.Reviewers,
            Roles = row.Roles,
            EscalateTo = row.EscalateTo,
            EscalateAt = row.EscalateAt,
            EscalatedAt = row.EscalatedAt,
            Tool = row.Tool,
            Destination = row.Destination,
            LikeId = row.LikeId,
            EditsByName = row.EditsByName,
        };
    }

    /// <summary>Reviewers, and the skill's owner, who may be none.</summary>
    public static bool MaySay(ApprovalFull row, Caller caller) => caller.MayDecide || Owns(row, caller);

    private static bool Owns(ApprovalFull row, Caller caller) => caller.SpeaksFor(row.OwnerUserId) || caller.SpeaksFor(row.OwnerNowUserId);

    /// <summary>What a decision of the caller would meet, as far as it is known now: PostgreSQL has the last word.</summary>
    private static Problem? CannotDecide(ApprovalFull row, Caller caller, bool waits, bool owns)
    {
        if (!waits)
            return PortalProblems.AlreadyDecided;
        if (owns)
            return PortalProblems.OwnRequest;
        if (!row.MayDecide || !caller.MayDecide)
            return PortalProblems.Forbidden;
        if (!row.Asked)
            return PortalProblems.NotAsked;
        if (row.Voted)
            return PortalProblems.AlreadyVoted;
        return row.WrotePolicy && row.Needed == 1 ? PortalProblems.OwnPolicy : null;
    }

    private static string? OwnerIn(JsonElement view) =>
        view.ValueKind == JsonValueKind.Object && view.TryGetProperty("owner", out var owner) && owner.ValueKind == JsonValueKind.String ? owner.GetString() : null;
}
