using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Makes what a reviewer sees of what is stored, and says whether this reviewer may decide.</summary>
internal static class ApprovalViews
{
    public static ApprovalSummary Summary(ApprovalRow row) => new()
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
    };

    public static ApprovalDetail Detail(ApprovalFull row, Caller caller, DateTimeOffset now)
    {
        var view = JsonElement.Parse(row.View, new JsonDocumentOptions { MaxDepth = HoldView.MaxDepth });
        var reason = CannotDecide(row, caller, now);
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
            CannotDecideReason = reason,
        };
    }

    private static string? CannotDecide(ApprovalFull row, Caller caller, DateTimeOffset now)
    {
        if (row.State != "pending" || row.ExpiresAt <= now)
            return PortalProblems.AlreadyDecided.Title;
        if (caller.SpeaksFor(row.OwnerUserId) || caller.SpeaksFor(row.OwnerNowUserId))
            return PortalProblems.OwnRequest.Title;
        return row.MayDecide && caller.MayDecide ? null : PortalProblems.Forbidden.Title;
    }

    private static string? OwnerIn(JsonElement view) =>
        view.ValueKind == JsonValueKind.Object && view.TryGetProperty("owner", out var owner) && owner.ValueKind == JsonValueKind.String ? owner.GetString() : null;
}
