using System.CommandLine;
using SaaSGate.Dev;

namespace SaaSGate.Commands;

/// <summary><c>saasgate dev</c>, also without a command: everything on this machine, with a demo.</summary>
internal sealed class DevCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON line with addresses, process ids, sign-ins and keys; progress goes to standard error." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the demo traffic out." };
    private readonly Option<bool> _emptyPolicy = new("--empty-policy") { Description = "Seed the demo without rules: everything passes untouched." };
    private readonly Option<string> _data = new("--data") { Description = "Where state is kept.", DefaultValueFactory = _ => ".saasgate" };
    private readonly Option<int> _portBase = new("--port-base") { Description = "The first of seven ports.", DefaultValueFactory = _ => 7400 };
    private readonly Option<Uri?> _upstream = AddressOption.Create("--upstream", "The real Claude API, for example https://api.anthropic.com; its key is taken from ANTHROPIC_API_KEY.");

    public DevCommand()
        : base("dev", "Run PostgreSQL, control plane, gateway, Claude simulator and portal here, with a demo of two organisations.")
    {
        Options.Add(_json);
        Options.Add(_quiet);
        Options.Add(_emptyPolicy);
        Options.Add(_data);
        Options.Add(_portBase);
        Options.Add(_upstream);
        SetAction(RunAsync);
    }

    public async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new DevOptions(
            parsed.GetValue(_json), parsed.GetValue(_quiet), parsed.GetValue(_emptyPolicy), Path.GetFullPath(parsed.GetValue(_data)!), parsed.GetValue(_portBase), parsed.GetValue(_upstream));
        var ending = Starter.Watch(cancellation);
        try
        {
            await using var stack = await DevStack.StartAsync(options, Console.Error, ending);
            stack.Tell(Console.Out);
            await stack.RunAsync(ending);
            return 0;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return 0;
        }
        catch (DevException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (UnauthorizedAccessException denied)
        {
            await Console.Error.WriteLineAsync(DataFolder.Denied(options.Data, options.Data, denied).Message);
            return 1;
        }
    }
}
