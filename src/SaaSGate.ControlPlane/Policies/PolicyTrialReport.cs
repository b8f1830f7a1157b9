using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What policies would decide.</summary>
/// <param name="Decision">What would be decided.</param>
/// <param name="Why">The same in a sentence.</param>
/// <param name="Rules">Every rule that is in force for it, in the order of merging.</param>
/// <param name="Found">What detectors would see, by type.</param>
internal sealed record PolicyTrialReport(
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Decision, string Why, IReadOnlyList<TriedRule> Rules, IReadOnlyList<FoundType> Found);
