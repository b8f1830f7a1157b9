using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Says in words why an exchange was decided as it was.</summary>
internal static class ExplanationText
{
    private static readonly string[] Kinds = ["allow", "mask", "hold", "block", "lock"];

    public static string Of(ExchangeExplanation exchange)
    {
        var matches = exchange.Matches.Where(match => match is { Shadow: false, Direction: "request" }).ToList();
        if (matches.Count == 0)
            return exchange.Rule is null ? "No rule matched, so the request passed." : $"The rule {exchange.Rule} decided. The record does not tell what else matched.";
        if (matches.Find(match => match.Decisive) is not { } decisive)
            return "Rules matched, and none of them decides about the request.";
        var equals = matches.Where(match => match.Kind == decisive.Kind && match != decisive).ToList();
        var milder = matches.Where(match => Rank(match.Kind) < Rank(decisive.Kind)).Select(match => match.Kind).Distinct().OrderByDescending(Rank).ToList();
        var text = $"{decisive.Rule} of {decisive.PolicyName} decided: {decisive.Kind}.";
        if (milder.Count > 0)
            text += $" {Capital(decisive.Kind)} is more severe than {string.Join(" and ", milder)}, whatever the order.";
        if (equals.Count > 0)
            text += $" {(equals.Count == 1 ? $"{equals[0].Rule} says the same" : $"{equals.Count} others say the same")} and comes later: {Order(decisive, equals[0])}.";
        return text;
    }

    private static string Order(RuleMatchView first, RuleMatchView second) =>
        first.PolicyId == second.PolicyId ? "rules of a policy are asked in the order of its document"
        : Width(first.Scope) != Width(second.Scope) ? $"what is for {For(first.Scope)} comes before what is for {For(second.Scope)}"
        : "policies of one scope are merged by name";

    private static int Width(string scope) => scope.StartsWith("skill:", StringComparison.Ordinal) ? 0 : scope.StartsWith("label:", StringComparison.Ordinal) ? 1 : 2;

    private static string For(string scope) => Width(scope) switch
    {
        0 => "the skill itself",
        1 => $"the label {scope["label:".Length..]}",
        _ => "the organisation",
    };

    private static int Rank(string kind) => Array.IndexOf(Kinds, kind);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
