using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>What a request holds beside its text: tools, models, servers, files, how much it asks for, and what is known of its skill.</summary>
internal sealed partial class RuleEvaluation
{
    private const int MostNew = 200;

    /// <summary>Takes a tool that the request offers, or the one that an answer calls.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type, where Claude runs it; empty otherwise.</param>
    public void AddTool(ReadOnlySpan<char> name, ReadOnlySpan<char> type)
    {
        Beside?.AddTool(name, type);
        var meant = MeantTools(name, type);
        RuleBits.Union(Held(ConditionKind.Tools), meant);
        if (!LearnsOrAsks(SeenKind.Tool))
            return;
        AddOthers(meant, ConditionKind.Tools, name, type);
        AddThing(SeenKind.Tool, name.IsEmpty ? type : name, meant);
    }

    /// <summary>Takes the tool that an answer calls: an exception for it speaks for the whole rule.</summary>
    public void AddCalledTool(ReadOnlySpan<char> name)
    {
        Beside?.ExceptTool(name);
        ExceptTool(name);
        AddTool(name, type: default);
    }

    private void ExceptTool(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < _running.Length; i++)
            if (_running[i] && Glob.IsAny(table.Exceptions[i].Exception.Tools, name))
                RuleBits.Add(_excepted, table.Exceptions[i].Rule);
    }

    /// <summary>Takes a call of a tool: rules that name tools look only at the inputs of those.</summary>
    /// <param name="name">The tool's name.</param>
    /// <param name="input">Its input, as <see cref="CanonicalJson"/> writes it.</param>
    public void AddCall(ReadOnlySpan<char> name, ReadOnlySpan<char> input)
    {
        Beside?.AddCall(name, input);
        var meant = MeantTools(name, type: default);
        AddOthers(meant, ConditionKind.Tools, name, type: default);
        table.ToolInput.Match(input, meant, Held(ConditionKind.ToolInput));
    }

    /// <summary>Takes a model that is asked for.</summary>
    public void AddModel(ReadOnlySpan<char> model)
    {
        var meant = table.Models.Of(model);
        RuleBits.Union(Held(ConditionKind.Models), meant);
        if (model.IsEmpty || !LearnsOrAsks(SeenKind.Model))
            return;
        meant.CopyTo(_scratch.AsSpan());
        AddOthers(_scratch, ConditionKind.Models);
        AddThing(SeenKind.Model, model, _scratch);
    }

    /// <summary>Takes models and limits of the requests of a body.</summary>
    public void AddOutlines(List<RequestOutline> outlines)
    {
        Beside?.AddOutlines(outlines);
        foreach (var outline in outlines)
        {
            if (AsksModels)
                AddModel(outline.Model);
            if (outline.MaxTokens is { } tokens)
                AddMaxTokens(tokens);
        }
    }

    /// <summary>Takes the model that called a tool, where it is known.</summary>
    public void AddModelOf(RequestFacts facts)
    {
        Beside?.AddModelOf(facts);
        if (facts.Model is { } model)
            RuleBits.Union(Held(ConditionKind.Models), table.Models.Of(model));
        else if (table.Asks(ConditionKind.Models))
            AddUnknown(ConditionKind.Models);
    }

    /// <summary>Takes a server that Claude may call.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="url">Its address.</param>
    public void AddMcpServer(ReadOnlySpan<char> name, ReadOnlySpan<char> url)
    {
        Beside?.AddMcpServer(name, url);
        var held = Held(ConditionKind.McpServers);
        RuleBits.Union(held, table.McpServers.Of(name));
        RuleBits.Union(held, table.McpServers.Of(HostOf(url)));
    }

    /// <summary>Takes a skill that Claude may load into its container.</summary>
    public void AddContainerSkill(ReadOnlySpan<char> id)
    {
        Beside?.AddContainerSkill(id);
        RuleBits.Union(Held(ConditionKind.ContainerSkills), table.ContainerSkills.Of(id));
    }

    /// <summary>Takes an image, a document or a file.</summary>
    public void AddFile()
    {
        Beside?.AddFile();
        RuleBits.Union(Held(ConditionKind.Files), table.Asking((int)ConditionKind.Files));
    }

    /// <summary>Takes how many tokens an answer may have.</summary>
    public void AddMaxTokens(long tokens) => AddAmount(ConditionKind.MaxTokens, table.MaxTokens, tokens);

    /// <summary>Takes how many tokens the request has, as far as its length tells.</summary>
    public void AddRequestTokens(long tokens)
    {
        Beside?.AddRequestTokens(tokens);
        AddAmount(ConditionKind.RequestTokens, table.RequestTokens, tokens);
    }

    private bool LearnsOrAsks(SeenKind kind) => _facts.Seen is not null || table.AsksFirst(kind);

    /// <summary>What does not change while the request is read.</summary>
    private void AskFacts(EndpointFamily? family)
    {
        if (table.Asks(ConditionKind.Labels))
            if (_facts.SkillLabels is { } labels)
                for (var i = 0; i < labels.Count; i++)
                    RuleBits.Union(Held(ConditionKind.Labels), table.Labels.Of(labels[i]));
            else
                AddUnknown(ConditionKind.Labels);
        if (table.Asks(ConditionKind.Endpoints))
            if (family is { } endpoint)
                RuleBits.Union(Held(ConditionKind.Endpoints), table.Endpoints[(int)endpoint]);
            else
                AddUnknown(ConditionKind.Endpoints);
        if (!table.Asks(ConditionKind.Time))
            return;
        if (_facts.UtcNow is not { } now)
            AddUnknown(ConditionKind.Time);
        else
            foreach (var (time, rules) in table.Times)
                if (time.Holds(now))
                    RuleBits.Union(Held(ConditionKind.Time), rules);
    }

    /// <summary>A condition that cannot be answered: met, but for rules that allow.</summary>
    public void AddUnknown(ConditionKind kind)
    {
        Beside?.AddUnknown(kind);
        _unknown[(int)kind] = true;
        var held = Held(kind);
        var asking = table.Asking((int)kind);
        for (var i = 0; i < held.Length; i++)
            held[i] |= asking[i] & table.NotAllowing[i];
    }

    private void AddAmount(ConditionKind kind, (int Rule, long MoreThan)[] limits, long amount)
    {
        foreach (var (rule, moreThan) in limits)
            if (amount > moreThan)
                RuleBits.Add(Held(kind), rule);
    }

    /// <summary>Takes a destination that no rule asks for.</summary>
    public void LearnDestination(string destination)
    {
        // Where no rule asks no bit is set; drafts learn nothing.
        if (LearnsOrAsks(SeenKind.Destination))
            AddThing(SeenKind.Destination, DestinationList.HostOf(destination), table.None);
    }

    /// <summary>Takes a destination; the first rule that means it by itself.</summary>
    private int AddDestination(string destination)
    {
        var meant = _scratch.AsSpan();
        table.Destinations.Of(destination).CopyTo(meant);
        foreach (var entry in table.Exceptions)
            if (RuleBits.Contains(meant, entry.Rule) && IsExcepted(entry.Rule, destination))
                RuleBits.Remove(meant, entry.Rule);
        RuleBits.Union(Held(ConditionKind.Destinations), meant);
        var first = FirstOf(meant);
        if (LearnsOrAsks(SeenKind.Destination))
        {
            AddOthers(meant, ConditionKind.Destinations);
            foreach (var entry in table.Exceptions)
                if (RuleBits.Contains(meant, entry.Rule) && IsExcepted(entry.Rule, destination))
                    RuleBits.Remove(meant, entry.Rule);
            AddThing(SeenKind.Destination, DestinationList.HostOf(destination), meant);
        }
        return first;
    }

    private bool IsExcepted(int rule, string destination)
    {
        foreach (var i in table.ExceptionsOf(rule))
            if (_running[i] && DestinationList.Contains(table.Exceptions[i].Exception.Destinations, destination))
                return true;
        return false;
    }

    /// <summary>Rules that name this tool, less those that make an exception of it.</summary>
    private Span<ulong> MeantTools(ReadOnlySpan<char> name, ReadOnlySpan<char> type)
    {
        var meant = _scratch.AsSpan();
        table.Tools.Of(name).CopyTo(meant);
        if (!type.IsEmpty)
            RuleBits.Union(meant, table.Tools.Of(type));
        RemoveExcepted(meant, name, type);
        return meant;
    }

    /// <summary>Adds rules that do not ask for such a thing by name: all of them are meant.</summary>
    private void AddOthers(Span<ulong> meant, ConditionKind kind, ReadOnlySpan<char> tool = default, ReadOnlySpan<char> type = default)
    {
        var asking = table.Asking((int)kind);
        for (var i = 0; i < meant.Length; i++)
            meant[i] |= ~asking[i];
        if (kind == ConditionKind.Tools)
            RemoveExcepted(meant, tool, type);
    }

    private void RemoveExcepted(Span<ulong> meant, ReadOnlySpan<char> tool, ReadOnlySpan<char> type)
    {
        for (var i = 0; i < _running.Length; i++)
            if (_running[i] && table.Exceptions[i] is { Exception.Tools: { Count: > 0 } tools, Rule: var rule } && (Glob.IsAny(tools, tool) || (!type.IsEmpty && Glob.IsAny(tools, type))))
                RuleBits.Remove(meant, rule);
    }

    /// <summary>Takes a thing that may be new. A name that is masked is remembered as it is masked.</summary>
    private void AddThing(SeenKind kind, ReadOnlySpan<char> value, ReadOnlySpan<ulong> meant)
    {
        var asking = table.FirstSeen[(int)kind];
        if (_facts.Seen is not { } memory)
        {
            for (var i = 0; i < asking.Length; i++)
                Held(ConditionKind.FirstSeen)[i] |= asking[i] & meant[i] & table.NotAllowing[i];
            _unknown[(int)ConditionKind.FirstSeen] = true;
            return;
        }
        if (memory.Contains(kind, value))
            return;
        var masked = _mask!(value.ToString());
        if (memory.Contains(kind, masked))
            return;
        var held = Held(ConditionKind.FirstSeen);
        for (var i = 0; i < held.Length; i++)
            held[i] |= asking[i] & meant[i];
        if (_new.Count < MostNew && !_new.Exists(thing => thing.Kind == kind && thing.Value.Equals(masked, StringComparison.OrdinalIgnoreCase)))
            _new.Add(new UsedThing(kind, masked));
    }

    private static int FirstOf(ReadOnlySpan<ulong> rules)
    {
        for (var i = 0; i < rules.Length; i++)
            if (rules[i] != 0)
                return (i * 64) + System.Numerics.BitOperations.TrailingZeroCount(rules[i]);
        return int.MaxValue;
    }

    /// <summary>The host of a web address; empty where it has none.</summary>
    private static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> url)
    {
        if (url.IndexOf("://", StringComparison.Ordinal) is not (>= 0 and var at))
            return default;
        var host = url[(at + 3)..];
        if (host.IndexOfAny('/', '?', '#') is >= 0 and var end)
            host = host[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        return host.StartsWith('[') ? host : host.LastIndexOf(':') is > 0 and var port ? host[..port] : host;
    }
}
