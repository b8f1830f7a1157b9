namespace SaaSGate.Contracts.Evidence;

/// <summary>Collects what does not verify, so that the record which is wrong is named before the file that it is in.</summary>
internal sealed class ProblemList
{
    private const int Most = 100; // of each kind: a person reads the first

    private readonly List<EvidenceProblem> _records = [], _consequences = [], _checkpoints = [], _files = [];

    public IReadOnlyList<EvidenceProblem> InOrder => [.. _records, .. _consequences, .. _checkpoints, .. _files];

    public void OfRecord(string kind, string session, long sequence, string message) => Add(_records, new(kind, $"{session}/{sequence}", message));

    /// <summary>What most likely follows from another defect, and counts where there is none.</summary>
    public void Following(string kind, string session, long sequence, string message) => Add(_consequences, new(kind, $"{session}/{sequence}", message));

    public void OfCheckpoint(string kind, long number, string message) => Add(_checkpoints, new(kind, $"checkpoint/{number}", message));

    public void OfFile(string kind, string name, string message) => Add(_files, new(kind, name, message));

    private static void Add(List<EvidenceProblem> to, EvidenceProblem problem)
    {
        if (to.Count < Most)
            to.Add(problem);
    }
}
