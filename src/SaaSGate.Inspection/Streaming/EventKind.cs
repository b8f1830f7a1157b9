namespace SaaSGate.Inspection.Streaming;

/// <summary>Kinds of events, as the <c>type</c> in their data has it.</summary>
internal enum EventKind
{
    Unknown,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Ping,
    Error,

    /// <summary>Of <c>/v1/complete</c>.</summary>
    Completion,
}
