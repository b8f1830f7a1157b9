using System.Collections.ObjectModel;
using SaaSGate.Contracts.Problems;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Explaining;

namespace SaaSGate.Inspection;

/// <summary>What was read in a request, and what policy decides about it.</summary>
public sealed class RequestInspection
{
    /// <summary>Findings that are told one by one. All that follow are masked and counted all the same.</summary>
    public const int MostFindings = 10_000;

    /// <summary>Why the request is refused before policy is asked; everything else is empty then.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The model asked for, masked as <see cref="Inspector.MaskText"/> masks; empty where the body names none. Of a batch, the first.</summary>
    public string Model { get; init; } = "";

    /// <summary>How many requests it is: those of a batch, else one.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>Whether an event stream is asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>The body's <c>max_tokens</c> or <c>max_tokens_to_sample</c>.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>What policy decides.</summary>
    public PolicyDecision Decision { get; init; } = PolicyDecision.Allowed;

    /// <summary>Every rule that matched, in the order of merging: the skill's, those of its labels, the organisation's.</summary>
    public IReadOnlyList<RuleMatch> Matches { get; init; } = [];

    /// <summary>Tools, destinations and models that the skill has not used before, where the facts say what it has. At most 200.</summary>
    public IReadOnlyList<UsedThing> FirstUses { get; init; } = [];

    /// <summary>Incidents that rules open about it, whichever of them decides.</summary>
    public IReadOnlyList<RuleIncident> Incidents { get; init; } = [];

    /// <summary>The body with values in place of the tokens that were sealed for this skill; null where it goes to Claude as it came. Nobody else may see it.</summary>
    public ReadOnlyMemory<byte>? RestoredBody { get; init; }

    /// <summary>
    /// The body for record and reviewers: labels stand for values that policy masks, keyed digests for images and documents
    /// that are not text. The very memory that was inspected where nothing is replaced.
    /// </summary>
    public ReadOnlyMemory<byte> RecordBody { get; init; }

    /// <summary>What detectors saw, of the types that rules name, in the order of the body: the first <see cref="MostFindings"/>.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>How many there are of each type, all of them.</summary>
    public IReadOnlyDictionary<string, int> FindingCounts { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Why, where that was asked for; null otherwise.</summary>
    public PolicyExplanation? Explanation { get; init; }

    /// <summary>What drafts would have said, where some run beside the policy in force; null otherwise.</summary>
    public ShadowVerdict? Shadow { get; init; }
}
