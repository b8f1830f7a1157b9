namespace SaaSGate.Inspection.Policies;

/// <summary>What policy says about a request, in ascending severity: the most severe matching rule wins.</summary>
public enum DecisionKind
{
    /// <summary>Forwarded and recorded as it is.</summary>
    Allow,

    /// <summary>Forwarded; values that rules name are kept out of the record.</summary>
    Mask,

    /// <summary>Waits for a reviewer.</summary>
    Hold,

    /// <summary>Refused.</summary>
    Block,

    /// <summary>Refused, and the skill is locked.</summary>
    Lock,
}
