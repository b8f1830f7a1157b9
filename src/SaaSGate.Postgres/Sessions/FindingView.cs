using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Sessions;

/// <summary>What a detector or rule saw: never the value itself.</summary>
/// <param name="Direction"><c>request</c> or <c>response</c>.</param>
/// <param name="Type">Type of the value, such as <c>EMAIL</c>.</param>
/// <param name="Label">The label that stands for the value, such as <c>[EMAIL_7KQ2]</c>.</param>
/// <param name="Location">JSON pointer in the body, or block index and kind in a stream.</param>
/// <param name="Rule">The rule that acted on it; null when none did.</param>
/// <param name="Detector">The detector that matched.</param>
public sealed record FindingView([property: AllowedValues("request", "response")] string Direction, string Type, string Label, string Location, string? Rule, string Detector);
