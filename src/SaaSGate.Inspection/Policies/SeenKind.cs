namespace SaaSGate.Inspection.Policies;

/// <summary>What a skill may use for the first time.</summary>
public enum SeenKind
{
    /// <summary>A tool, by its name.</summary>
    Tool,

    /// <summary>Where the input of a tool goes: a host, that of a mail address too.</summary>
    Destination,

    /// <summary>A model.</summary>
    Model,
}
