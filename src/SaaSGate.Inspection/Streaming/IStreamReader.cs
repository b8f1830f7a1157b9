namespace SaaSGate.Inspection.Streaming;

/// <summary>Reads a stream event by event.</summary>
internal interface IStreamReader
{
    IReadOnlyList<Finding> Findings { get; }

    AnswerFacts Facts { get; }

    bool SawFinalEvent { get; }

    /// <summary>Takes one whole event and may write what may pass.</summary>
    void Read(ReadOnlySpan<byte> @event, TwinOutput output);

    /// <summary>Writes all that may pass, when no more events are there for now.</summary>
    void Flush(TwinOutput output);

    /// <summary>Writes what was held back.</summary>
    void Complete(TwinOutput output);
}
