namespace SaaSGate.Inspection.Streaming;

/// <summary>What text a content block gets piece by piece.</summary>
internal enum PartKind
{
    /// <summary>None: the event is whole in itself.</summary>
    Whole,

    /// <summary>Signature: never touched.</summary>
    Opaque,
    Text,
    Thinking,

    /// <summary>A JSON document in pieces.</summary>
    Json,
    Compaction,
    Completion,

    /// <summary>The only text of a delta that Claude added later.</summary>
    Other,
}
