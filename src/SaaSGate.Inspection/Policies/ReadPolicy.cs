using SaaSGate.Inspection.Policies.Reading;

namespace SaaSGate.Inspection.Policies;

/// <summary>
/// A policy whose document has been read. Reading is what takes time, so whoever makes many sets of the same policies reads each once.
/// Immutable, shared between threads and sets.
/// </summary>
public sealed class ReadPolicy
{
    private ReadPolicy(PolicySource source, PolicyDocument document, IReadOnlyList<PolicyError> errors) => (Source, Document, Errors) = (source, document, errors);

    /// <summary>The policy as its author wrote it.</summary>
    public PolicySource Source { get; }

    /// <summary>Everything that is wrong with it, by line; empty where it can be used.</summary>
    public IReadOnlyList<PolicyError> Errors { get; }

    /// <summary>What stands in it.</summary>
    internal PolicyDocument Document { get; }

    /// <summary>Reads a policy.</summary>
    public static ReadPolicy Of(PolicySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var errors = new List<PolicyError>();
        var document = PolicyParser.Parse(source, errors);
        return new(source, document, errors);
    }
}
