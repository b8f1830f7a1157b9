namespace SaaSGate.Postgres.Retention;

/// <summary>How long the recordings of skills with a label are kept, in days from the beginning of an exchange.</summary>
/// <param name="Label">The label.</param>
/// <param name="BodiesDays">What was sent and answered.</param>
/// <param name="FindingsDays">What was found in it; at least as long.</param>
/// <param name="MetadataDays">That it happened, with all that is known of it; at least as long as findings.</param>
public sealed record RetentionRule(string Label, int BodiesDays, int FindingsDays, int MetadataDays);
