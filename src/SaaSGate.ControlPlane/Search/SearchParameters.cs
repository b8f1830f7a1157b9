using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Search;

namespace SaaSGate.ControlPlane.Search;

/// <summary>What is searched for, as the address says it. Of values of one name one is enough; different names must all fit.</summary>
internal sealed record SearchParameters
{
    private const int LongestText = 500, MostValues = 50;

    [FromQuery(Name = "q"), Description("Words that all stand there; \"a phrase\"; begin*; -not.")]
    public string? Text { get; init; }

    [FromQuery(Name = "input"), Description("The same, of what tools were called with.")]
    public string? ToolInput { get; init; }

    [FromQuery(Name = "skill"), Description("Ids of skills.")]
    public string[]? Skill { get; init; }

    [FromQuery(Name = "owner"), Description("Ids of people who owned the skill then.")]
    public string[]? Owner { get; init; }

    [FromQuery(Name = "label"), Description("Labels that the skill had then.")]
    public string[]? Label { get; init; }

    [FromQuery(Name = "model"), Description("Claude's models.")]
    public string[]? Model { get; init; }

    [FromQuery(Name = "tool"), Description("Names of tools that Claude called.")]
    public string[]? Tool { get; init; }

    [FromQuery(Name = "rule"), Description("Names of rules that acted.")]
    public string[]? Rule { get; init; }

    [FromQuery(Name = "finding"), Description("Types of what was found, such as EMAIL.")]
    public string[]? Finding { get; init; }

    [FromQuery(Name = "decision"), Description("allow, mask, hold, block, lock: of the request, or of a tool call of the answer.")]
    public string[]? Decision { get; init; }

    [FromQuery(Name = "outcome"), Description("How it ended, such as completed or blocked; open while it has not.")]
    public string[]? Outcome { get; init; }

    [FromQuery(Name = "host"), Description("Hosts in the addresses that tools were called with.")]
    public string[]? Host { get; init; }

    [FromQuery(Name = "from"), Description("Not earlier than this time.")]
    public DateTimeOffset? From { get; init; }

    [FromQuery(Name = "to"), Description("Earlier than this time.")]
    public DateTimeOffset? To { get; init; }

    [FromQuery(Name = "minBytes"), Description("Request and response together, in bytes.")]
    public long? MinBytes { get; init; }

    [FromQuery(Name = "maxBytes"), Description("Request and response together, in bytes.")]
    public long? MaxBytes { get; init; }

    [FromQuery(Name = "minTokens"), Description("Tokens in and out.")]
    public long? MinTokens { get; init; }

    [FromQuery(Name = "maxTokens"), Description("Tokens in and out.")]
    public long? MaxTokens { get; init; }

    [FromQuery(Name = "minCost"), Description("What the tokens cost by the price list, in millionths of a US dollar.")]
    public long? MinCost { get; init; }

    [FromQuery(Name = "maxCost"), Description("What the tokens cost by the price list, in millionths of a US dollar.")]
    public long? MaxCost { get; init; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public ProblemResult? Objection()
    {
        var errors = new FieldErrors();
        if (Text?.Length > LongestText)
            errors.Add("q", $"At most {LongestText} characters fit here.");
        if (ToolInput?.Length > LongestText)
            errors.Add("input", $"At most {LongestText} characters fit here.");
        foreach (var (kind, values) in Tags())
            if (values.Count > MostValues || values.Any(value => value.Length > LongestText))
                errors.Add(kind, $"At most {MostValues} values of {LongestText} characters fit here.");
        return errors.Any ? errors.ToProblem() : null;
    }

    public SearchQuery ToQuery() => new()
    {
        Text = Text,
        ToolInput = ToolInput,
        Tags = Tags().ToDictionary(tag => tag.Kind, tag => tag.Values),
        From = From?.ToUniversalTime(),
        To = To?.ToUniversalTime(),
        LeastBytes = MinBytes,
        MostBytes = MaxBytes,
        LeastTokens = MinTokens,
        MostTokens = MaxTokens,
        LeastCost = MinCost,
        MostCost = MaxCost,
    };

    /// <summary>Values that are chosen, as in an address, in an order of their own: all but ids.</summary>
    public string Values() => Joined(Chosen().Where(one => !IsId(one.Value!)));

    /// <summary>Ids, times and sizes, as in an address.</summary>
    public string Filters()
    {
        IEnumerable<(string Name, string? Value)> all =
        [
            .. Chosen().Where(one => IsId(one.Value!)),
            ("from", From?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)), ("to", To?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
            ("minBytes", Number(MinBytes)), ("maxBytes", Number(MaxBytes)), ("minTokens", Number(MinTokens)), ("maxTokens", Number(MaxTokens)),
            ("minCost", Number(MinCost)), ("maxCost", Number(MaxCost)),
        ];
        return Joined(all.Where(one => one.Value is not null));
    }

    private static string Joined(IEnumerable<(string Name, string? Value)> all) => string.Join('&', all.Select(one => $"{one.Name}={one.Value}"));

    private static bool IsId(string value) => Id<Skill>.TryParse(value, out _) || Id<User>.TryParse(value, out _);

    private IEnumerable<(string Name, string? Value)> Chosen() =>
        Tags().SelectMany(tag => tag.Values.Order(StringComparer.Ordinal).Select(value => (tag.Kind, (string?)value)));

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<(string Kind, IReadOnlyList<string> Values)> Tags()
    {
        (string Kind, string[]? Values)[] all =
        [
            ("skill", Skill), ("owner", Owner), ("label", Label), ("model", Model), ("tool", Tool), ("rule", Rule), ("finding", Finding), ("decision", Decision),
            ("outcome", Outcome), ("host", Host),
        ];
        return all.Where(tag => tag.Values is { Length: > 0 }).Select(tag => (tag.Kind, (IReadOnlyList<string>)tag.Values!));
    }
}
