using System.Globalization;
using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads where a rule does not match for a while. Each exception has an owner and an end.</summary>
internal static partial class ExceptionParser
{
    private const int MaxExceptions = 100, MaxNames = 100, MaxReason = 500, MaxOwner = 320;

    public static IReadOnlyList<RuleException> Read(YamlObject rule, PolicyRule compiled)
    {
        var exceptions = new List<RuleException>();
        foreach (var member in rule.Objects("exceptions", "an exception", MaxExceptions))
            if (ReadOne(member, compiled) is { } exception)
                exceptions.Add(exception);
        return exceptions;
    }

    private static RuleException? ReadOne(YamlObject member, PolicyRule rule)
    {
        var skills = member.Words("skills", MaxNames, Glob.IsGlob, "skl_01jd… or crm-sync") ?? [];
        var labels = member.Words("labels", MaxNames, Glob.IsGlob, "finance") ?? [];
        var values = member.Words("values", MaxNames, Detector.LookAhead);
        var tools = member.Words("tools", MaxNames, Glob.IsGlob, "send_mail or 'mail_*'") ?? [];
        var destinations = member.Words("destinations", MaxNames, DestinationList.IsEntry, "api.example.com, '*.example.com' or someone@example.com") ?? [];
        if (skills.Count + labels.Count + values.Count + tools.Count + destinations.Count == 0)
            member.Refuse("owner", "An exception must say where the rule does not match. Add 'skills', 'labels', 'values', 'tools' or 'destinations'.");
        if (values.Count > 0 && !rule.Types.Any(type => !ThreatTypes.All.Contains(type)))
            member.Refuse("values", "'values' names values that detectors find, and the rule does not ask for any. Add 'findings: [EMAIL]' to 'when', or remove this.");
        if (tools.Count > 0 && rule.Direction != RuleDirection.ToolUse && rule.Tools.Count == 0 && rule.ToolInput is null && !rule.FirstSeen.Contains(SeenKind.Tool))
            member.Refuse("tools", "The rule does not ask for tools. Add 'tools', 'tool_input' or 'first_seen: [tool]' to 'when', or remove this.");
        if (destinations.Count > 0 && !rule.Types.Contains(FindingTypes.Destination) && !rule.AsksDestinations && !rule.FirstSeen.Contains(SeenKind.Destination))
            member.Refuse("destinations", "The rule does not ask for destinations. Add 'destinations' or 'findings: [DESTINATION]' to 'when', or remove this.");
        var owner = member.Text("owner", required: true);
        if (owner is not null && (owner.Length > MaxOwner || !Mail().IsMatch(owner)))
            member.Refuse("owner", "'owner' is the mail address of the person who answers for the exception: someone@example.com.");
        var until = ReadUntil(member);
        var reason = member.Text("reason", MaxReason);
        member.RefuseRest();
        return owner is null || until is null ? null : new RuleException(skills, labels, values, tools, destinations, owner, until.Value, reason, member.Line);
    }

    /// <summary>The last day counts to its end, UTC.</summary>
    private static DateTimeOffset? ReadUntil(YamlObject member)
    {
        if (member.Text("until", required: true) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            return new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        member.Refuse("until", $"'{text}' is no day. Write the last day of the exception: 2027-01-31.");
        return null;
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    private static partial Regex Mail();
}
