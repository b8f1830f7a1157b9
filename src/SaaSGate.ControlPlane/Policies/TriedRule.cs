using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What would come of a rule.</summary>
/// <param name="Order">Its place in the order of merging, from 1.</param>
/// <param name="Rule">Its name.</param>
/// <param name="PolicyId">Its policy, <c>pol_…</c>.</param>
/// <param name="PolicyName">The policy's name.</param>
/// <param name="Scope">Which skills the policy is for.</param>
/// <param name="Kind">What the rule says.</param>
/// <param name="Outcome">Whether it was asked, matched, and decides.</param>
/// <param name="Why">The same in a sentence.</param>
internal sealed record TriedRule(
    int Order, string Rule, string PolicyId, string PolicyName, string Scope,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Kind,
    [property: AllowedValues("not_asked", "not_matched", "excepted", "matched", "decides")] string Outcome, string Why);
