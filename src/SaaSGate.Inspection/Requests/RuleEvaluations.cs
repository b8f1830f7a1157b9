using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>Evaluations of one table that are used again and again. Shared between threads.</summary>
internal sealed class RuleEvaluations(RuleTable table)
{
    private readonly RuleEvaluation?[] _spare = new RuleEvaluation?[Math.Min(Environment.ProcessorCount, 16)];

    /// <summary>The rules.</summary>
    public RuleTable Table => table;

    /// <summary>One that nobody else uses.</summary>
    public RuleEvaluation Rent()
    {
        for (var i = 0; i < _spare.Length; i++)
            if (Volatile.Read(ref _spare[i]) is not null && Interlocked.Exchange(ref _spare[i], null) is { } spare)
                return spare;
        return new RuleEvaluation(table);
    }

    /// <summary>Takes one back. One that is not given back, because reading failed, is no loss.</summary>
    public void Return(RuleEvaluation evaluation)
    {
        if (evaluation.IsLarge)
            return;
        evaluation.Clear();
        for (var i = 0; i < _spare.Length; i++)
            if (Interlocked.CompareExchange(ref _spare[i], evaluation, null) is null)
                return;
    }
}
