using System.Globalization;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Says in words what happened, from what the organisation may see at this moment.</summary>
internal sealed class NoticeMaker(ApprovalStore approvals, IncidentStore incidents, NotificationStore notifications, OnDuty duty, PortalLinks links, TimeProvider clock)
{
    /// <summary>Who reads is the channel; nobody is asked here.</summary>
    private const string NoPerson = "";

    private const int LongestName = 100, LongestSummary = 300, DigestShown = 16;

    /// <summary>The notice; null where what it is about may no longer be seen.</summary>
    /// <param name="organisation">Who is told.</param>
    /// <param name="due">What of.</param>
    /// <param name="summary">Whether a masked line of the prompt may leave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Notice?> MakeAsync(Id<Organisation> organisation, DueNotification due, bool summary, CancellationToken cancellationToken)
    {
        var name = ForeignText.Name(await notifications.FindNameAsync(organisation, cancellationToken), LongestName);
        return due.Event switch
        {
            "incident" => await IncidentAsync(organisation, name, due, cancellationToken),
            "confirm" => await SkillAsync(organisation, name, due, cancellationToken),
            "billing" => Billing(organisation, name, due),
            "locked" or "lifted" => await LockAsync(organisation, name, due, cancellationToken),
            _ => await ApprovalAsync(organisation, name, due, summary, cancellationToken),
        };
    }

    /// <summary>One that says that a channel works.</summary>
    public async Task<Notice> TestAsync(Id<Organisation> organisation, string receiver, bool ended, CancellationToken cancellationToken)
    {
        var name = ForeignText.Name(await notifications.FindNameAsync(organisation, cancellationToken), LongestName);
        var id = Id<Notification>.New(clock).Value;
        return new(
            id, "test", clock.GetUtcNow(), organisation.Value, name, $"test-{receiver}", "low", "A test of this channel", [new("Organisation", name)],
            null, new(links.Root, "/settings/notifications"), null, ended);
    }

    private async Task<Notice?> ApprovalAsync(Id<Organisation> organisation, string name, DueNotification due, bool summary, CancellationToken cancellationToken)
    {
        if (!Id<Approval>.TryParse(due.Subject, out var id) || await approvals.FindAsync(new(organisation, NoPerson), id, cancellationToken) is not { } row)
            return null;
        var waits = row.State == "pending" && row.ExpiresAt > clock.GetUtcNow();
        var skill = ForeignText.Name(row.SkillName, LongestName);
        var by = row.DecidedByName is null ? null : ForeignText.Name(row.DecidedByName, LongestName);
        var digest = Convert.ToHexStringLower(row.ViewDigest);
        var title = due.Event switch
        {
            "waiting" => $"{skill} waits for a decision ({row.Severity})",
            "escalated" => $"{skill} still waits for a decision ({row.Severity})",
            "voted" => $"{skill}: somebody is at it",
            _ => $"{skill}: {Ending(row.State)}{(by is null ? "" : $" by {by}")}",
        };
        List<NoticeFact> facts =
        [
            new("Skill", skill), new("Rule", ForeignText.Name(row.Rule, LongestName)), new("Severity", row.Severity),
            new("Organisation", ForeignText.Name(row.OrganisationName, LongestName)),
        ];
        if (by is not null)
            facts.Add(new("Decided by", by));
        // Groups of another organisation are its own affair.
        IReadOnlyList<string> groups = row.OrganisationId != organisation.Value ? [] : row.EscalatedAt is null ? row.Reviewers : [.. row.Reviewers, .. row.EscalateTo];
        IReadOnlyList<string?> owners = [row.OwnerUserId, row.OwnerNowUserId];
        if (waits && (await duty.FindAsync(organisation, groups, owners, cancellationToken)).Where(each => each.First is not null).ToList() is { Count: > 0 } first)
            facts.Add(new("On call", string.Join(", ", first.Select(each => $"{ForeignText.Name(each.First!.Name, LongestName)} ({ForeignText.Name(each.Group.Name, LongestName)})"))));
        if (waits)
            facts.Add(new("Ends undecided", row.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)));
        facts.Add(new("View", digest[..DigestShown]));
        return new(
            due.Id, due.Event, due.At, organisation.Value, name, due.Subject, due.Severity, title, facts,
            summary && row.Summary.Length > 0 ? ForeignText.Line(row.Summary, LongestSummary) : null, links.Of(due.Subject),
            new(row.Id, row.State, waits, skill, ForeignText.Name(row.Rule, LongestName), row.ExpiresAt, by, digest, groups, owners),
            due.Event is "decided" or "ended");
    }

    private async Task<Notice?> IncidentAsync(Id<Organisation> organisation, string name, DueNotification due, CancellationToken cancellationToken)
    {
        if (!Id<Incident>.TryParse(due.Subject, out var id) || await incidents.FindAsync(organisation, id, cancellationToken) is not { } row)
            return null;
        return new(
            due.Id, due.Event, due.At, organisation.Value, name, due.Subject, due.Severity, $"Incident {row.Status} ({row.Severity}): {ForeignText.Line(row.Title, LongestName)}",
            [new("Incident", ForeignText.Line(row.Title, LongestName)), new("Severity", row.Severity), new("Status", row.Status), new("Organisation", name)],
            null, links.Of(due.Subject), null, row.Status == "closed");
    }

    private async Task<Notice?> SkillAsync(Id<Organisation> organisation, string name, DueNotification due, CancellationToken cancellationToken)
    {
        if (await notifications.FindConfirmationAsync(organisation, due.Subject, cancellationToken) is not { } facts)
            return null;
        var (skill, owner) = (ForeignText.Name(facts.Name, LongestName), ForeignText.Name(facts.OwnerName, LongestName));
        return new(
            due.Id, due.Event, due.At, organisation.Value, name, due.Subject, due.Severity, $"{skill} is to be confirmed by {owner}",
            [
                new("Skill", skill), new("Owner", owner), new("Suspended unless confirmed by", facts.ConfirmBy.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
                new("Organisation", name),
            ],
            null, links.Of(due.Subject), null, false);
    }

    private async Task<Notice> LockAsync(Id<Organisation> organisation, string name, DueNotification due, CancellationToken cancellationToken)
    {
        var facts = await notifications.FindLockAsync(organisation, due.Subject, cancellationToken);
        var kind = due.Facts.TryGetProperty("kind", out var of) && of.ValueKind == JsonValueKind.String ? of.GetString()! : "";
        var what = ForeignText.Name(facts.Name, LongestName);
        List<NoticeFact> told = [new("What", $"{kind} {what}".Trim()), new("Organisation", name)];
        if (facts.Reason is { Length: > 0 } reason)
            told.Add(new("Reason", ForeignText.Line(reason, LongestSummary)));
        if (facts.ByName is { } by)
            told.Add(new("Stopped by", ForeignText.Name(by, LongestName)));
        return new(
            due.Id, due.Event, due.At, organisation.Value, name, due.Subject, due.Severity, due.Event == "locked" ? $"{what} is stopped" : $"{what} may run again",
            told, null, links.Of(due.Subject), null, due.Event == "lifted");
    }

    private Notice Billing(Id<Organisation> organisation, string name, DueNotification due)
    {
        var text = ForeignText.Line(due.Facts.TryGetProperty("text", out var told) && told.ValueKind == JsonValueKind.String ? told.GetString()! : "", LongestSummary);
        return new(
            due.Id, due.Event, due.At, organisation.Value, name, due.Subject, due.Severity, $"About the payment of {name}", [new("What", text), new("Organisation", name)],
            null, links.Billing, null, false);
    }

    private static string Ending(string state) => state switch
    {
        "approved" or "consumed" => "approved",
        "denied" => "denied",
        "expired" => "ended undecided",
        "cancelled" => "cancelled",
        _ => state,
    };
}
