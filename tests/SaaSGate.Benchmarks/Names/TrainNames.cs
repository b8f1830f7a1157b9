using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Trains the name detector from the corpora and writes its weights: the same corpora give the same file, byte for byte. It takes some
/// eight minutes of one core: 25 trainings, twenty of them to see how sure a probability is.
/// </summary>
internal static class TrainNames
{
    private const double Threshold = 0.5;
    private const ulong TemplateSeed = 76, TrainerSeed = 20240610;

    /// <summary>How much a text of each corpus counts: few texts that are like what is inspected count more than many that are not.</summary>
    private static readonly Dictionary<string, double> SourceWeights = new()
    {
        ["presidio-research"] = 1.5,
        ["ambientmeta"] = 1.5,
        ["wikigold"] = 1.5,
        ["btc"] = 0.6,
        ["wnut17"] = 0.6,
        ["sec-filings"] = 1,
        ["datafog"] = 1,
        ["pii-syn-nano"] = 1,
        [NameCorpus.Prompts] = 1,
        [NameTemplates.Source] = 0.5,
        [SilverRows.Source] = 0.2,
    };

    /// <summary>Sources with few sentences and many names: exchanging these teaches something. Those of an encyclopedia belong to what is said of them.</summary>
    private static readonly string[] Exchanged = ["presidio-research", "ambientmeta"];

    /// <param name="args"><c>--cross</c> only scores each fifth of the texts with weights learned of the others; the first other argument names the file.</param>
    public static Task<int> RunAsync(string[] args)
    {
        var root = Environment.GetEnvironmentVariable("SAASGATE_CORPORA") ?? Path.Combine("..", "shared", "data");
        if (!Directory.Exists(Path.Combine(root, "pii")))
        {
            Console.Error.WriteLine("The corpora are not here. Set SAASGATE_CORPORA to their folder.");
            return Task.FromResult(2);
        }
        var corpus = new NameCorpus(root);
        var words = NameWords.Of(corpus).All;
        var lexicon = new NameLexicon(words);

        // 1. Fifth by fifth, to see how sure a probability is in sentences that were not learned from.
        var options = Options(args);
        var cross = new NameCrossCheck(corpus, lexicon, options);
        var calibration = NameCalibration.Fit(cross.Score(NameCalibration.Neutral));
        Console.WriteLine($"Fifth by fifth, calibration {string.Join(' ', calibration)}:");
        cross.Score(calibration).Print();
        if (args.Contains("--cross"))
            return Task.FromResult(0);

        // 2. All together, for the weights.
        var trained = Train(corpus, lexicon, row => !row.IsHeldBack, options);
        var path = args.FirstOrDefault(arg => !arg.StartsWith('-') && !arg.Contains('=')) ?? Path.Combine("src", "SaaSGate.Inspection", "Detection", "Names", "names.bin");
        using (var file = File.Create(path))
            NameModel.Write(file, words, trained.Features, trained.Weights, trained.Scale, trained.Transitions, calibration);

        // 3. What it is worth, by the file itself.
        var model = NameModel.Read(File.ReadAllBytes(path));
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes, {words.Count} words, {trained.Features.Length} features. Held-back rows:");
        Score(corpus, model, row => row.IsHeldBack).Print();
        return Task.FromResult(0);
    }

    internal static TrainingOptions Options(string[] args)
    {
        var options = new TrainingOptions();
        foreach (var arg in args)
            if (arg.Split('=') is [var name, var value] && typeof(TrainingOptions).GetProperty(name) is { } property)
                property.SetValue(options, Convert.ChangeType(value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));
            else if (arg.Split('=') is [var source, var weight] && SourceWeights.ContainsKey(source))
                SourceWeights[source] = double.Parse(weight, System.Globalization.CultureInfo.InvariantCulture);
        return options;
    }

    internal static (uint[] Features, sbyte[] Weights, float Scale, float[] Transitions) Train(NameCorpus corpus, NameLexicon lexicon, Func<NameRow, bool> include, TrainingOptions options)
    {
        var maker = new NameExamples(lexicon, corpus);
        var known = corpus.Rows.Where(include).ToList();
        var exchanged = known.FindAll(row => Exchanged.Contains(row.Source));
        var repeats = known.GroupBy(row => (row.Source, row.Template)).ToDictionary(rows => rows.Key, rows => Math.Pow(rows.Count(), options.Repeats - 1));
        double[] weights = [.. corpus.Types.Keys.Append(NameTemplates.Source).Append(SilverRows.Source).Select(source => SourceWeights[source])];
        var own = NameTemplates.Apart(corpus, include);
        Console.Error.WriteLine($"  {own.Length} own sentences are apart from texts that are not learned from");
        var trained = new List<ChainWeights>();
        for (var run = 1; run <= options.Runs; run++)
        {
            var templates = new NameTemplates(corpus, include, own, TemplateSeed + (ulong)run);
            var examples = known.Concat(templates.Rows(options.Fillings)).Concat(templates.Exchange(exchanged, options.Exchanges)).Concat(corpus.Silver)
                .SelectMany(row => maker.Of(row).Select(example => example with { Weight = repeats.GetValueOrDefault((row.Source, row.Template), 1) })).ToList();
            var trainer = new ChainTrainer(examples, weights, options, TrainerSeed + (ulong)run);
            trainer.Train((epoch, loss) => Console.Error.WriteLine($"  run {run}, pass {epoch + 1}: loss {loss:0}"));
            trained.Add(trainer.Result());
        }
        return ChainWeights.Mean(trained).Pack(options);
    }

    internal static NameModel Model(NameLexicon lexicon, (uint[] Features, sbyte[] Weights, float Scale, float[] Transitions) trained, float[] calibration) =>
        new(lexicon, new NameWeights(trained.Features, trained.Weights, trained.Scale), trained.Transitions, calibration);

    private static NameScores Score(NameCorpus corpus, NameModel model, Func<NameRow, bool> include)
    {
        var (scores, detector) = (new NameScores(corpus), new NameDetector(model));
        foreach (var row in corpus.Rows.Where(include))
            scores.Add(row, NameScores.Find(detector, row.Text), Threshold);
        return scores;
    }
}
