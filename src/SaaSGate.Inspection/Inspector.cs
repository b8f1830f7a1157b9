using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection;

/// <summary>Reads requests and answers of one skill under one policy. Immutable; shared between threads.</summary>
public sealed class Inspector
{
    private readonly PolicySet _policy;

    /// <summary>Binds a policy and the organisation's keys to a skill.</summary>
    /// <param name="policy">Rules in force.</param>
    /// <param name="keys">Keys of the organisation.</param>
    /// <param name="skillId">Id of the skill (<c>skl_…</c>): labels are the skill's own.</param>
    public Inspector(PolicySet policy, MaskingKeys keys, string skillId)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(skillId);
        _policy = policy;
    }

    /// <summary>Reads a request strictly, decides, and makes the body for its record.</summary>
    /// <param name="body">The decoded JSON body. It must not change while the result is in use: the result may refer to it.</param>
    /// <param name="family">Which body it is.</param>
    public RequestInspection InspectRequest(ReadOnlyMemory<byte> body, EndpointFamily family) =>
        new() { RecordBody = body, Decision = _policy.MasksAnything ? throw new InspectionException("Not inspected.") : PolicyDecision.Allowed };

    /// <summary>Begins a stream.</summary>
    public SseMasker CreateStreamMasker() => _policy.MasksAnything ? throw new InspectionException("Not masked.") : new();

    /// <summary>Masks a whole JSON answer or error body.</summary>
    /// <exception cref="InspectionException">A rule masks answers and the body is not JSON: nothing of it may pass.</exception>
    public ResponseInspection InspectResponse(ReadOnlyMemory<byte> jsonBody) => _policy.MasksAnything ? throw new InspectionException("Not masked.") : new() { Body = jsonBody };
}
