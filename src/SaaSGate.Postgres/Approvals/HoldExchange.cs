using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Approvals;

/// <summary>A gateway holds an exchange and asks for reviewers.</summary>
public sealed record HoldExchange
{
    /// <summary>Whose.</summary>
    public required Id<Organisation> Organisation { get; init; }

    /// <summary>The id that the approval gets when it is a new one.</summary>
    public required Id<Approval> Proposed { get; init; }

    /// <summary>The exchange that waits.</summary>
    public required Id<Exchange> Exchange { get; init; }

    /// <summary>Its session.</summary>
    public required Id<Session> Session { get; init; }

    /// <summary>The skill.</summary>
    public required Id<Skill> Skill { get; init; }

    /// <summary>The gateway that holds the bytes.</summary>
    public required string GatewayId { get; init; }

    /// <summary>The rule that holds.</summary>
    public required string Rule { get; init; }

    /// <summary>The policy with that rule.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The version of the policy.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>low, medium or high.</summary>
    public required string Severity { get; init; }

    /// <summary>HMAC over exactly what will be sent.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>SHA-256 of <see cref="View"/>.</summary>
    public required byte[] ViewDigest { get; init; }

    /// <summary>UTF-8 JSON that reviewers see, masked.</summary>
    public required byte[] View { get; init; }

    /// <summary>One line of the view, for lists.</summary>
    public required string Summary { get; init; }

    /// <summary>How long it waits.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>request, or tool_use for a tool call of an answer.</summary>
    public string Stage { get; init; } = "request";

    /// <summary>The approval whose request a reviewer had changed into this one.</summary>
    public string? EditOf { get; init; }

    /// <summary>What the view is about, without bodies, for partners who are given no more; UTF-8 JSON.</summary>
    public byte[] SummaryView { get; init; } = "{}"u8.ToArray();

    /// <summary>Tools that likes of it are bound to.</summary>
    public string Tool { get; init; } = "";

    /// <summary>The destination that likes of it are bound to.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Hosts and addresses where a tool call may send something: locks on destinations look there.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Versions of all policies that the gateway judged by, in the order of merging.</summary>
    public required IReadOnlyList<PolicyUse> Policies { get; init; }

    /// <summary>Who is to decide, as the rule says.</summary>
    public HoldRoute Route { get; init; } = HoldRoute.Anyone;
}
