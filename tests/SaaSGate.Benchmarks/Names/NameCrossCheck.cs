using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// What choices are made by: each of the four fifths that may be trained on is scored with weights that were learned of the other
/// three, so that no sentence that is scored was seen.
/// </summary>
internal sealed class NameCrossCheck
{
    private const double Threshold = 0.5;
    private readonly NameCorpus _corpus;
    private readonly NameModel[] _models;

    public NameCrossCheck(NameCorpus corpus, NameLexicon lexicon, TrainingOptions options)
    {
        _corpus = corpus;
        _models = [.. Enumerable.Range(1, 4).Select(fold => TrainNames.Model(lexicon, TrainNames.Train(corpus, lexicon, row => !row.IsHeldBack && row.Fold != fold, options), NameCalibration.Neutral))];
    }

    /// <summary>Scores all four.</summary>
    public NameScores Score(float[] calibration)
    {
        var scores = new NameScores(_corpus);
        for (var fold = 1; fold <= _models.Length; fold++)
        {
            var detector = new NameDetector(_models[fold - 1] with { Calibration = calibration });
            foreach (var row in _corpus.Rows.Where(row => row.Fold == fold))
                scores.Add(row, NameScores.Find(detector, row.Text), Threshold);
        }
        return scores;
    }
}
