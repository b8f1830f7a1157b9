using System.CommandLine;
using System.Net;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using SaaSGate.Dev;
using SaaSGate.Gateway;
using SaaSGate.Gateway.Hosting;

namespace SaaSGate.Commands;

/// <summary><c>saasgate gateway</c>: the data plane of one region. Settings: section SaaSGate:Gateway.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var join = new Option<string?>("--join") { Description = "A join token, at the first start (also by SaaSGate__Gateway__JoinToken, which keeps it off the command line)." };
        var data = new Option<string?>("--data") { Description = "Where identity and spool are kept." };
        var listen = AddressOption.Create("--listen", "Where skills reach it.");
        var command = new Command("gateway", "Run a gateway: the data plane of one region.") { join, data, listen };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(join), parsed.GetValue(data), parsed.GetValue(listen), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? join, string? data, Uri? listen, CancellationToken cancellation)
    {
        var ending = ParentWatch.Watch(cancellation);
        var section = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(GatewayOptions.Section);
        var options = section.Get<GatewayOptions>() ?? new GatewayOptions();
        options.JoinToken = join ?? options.JoinToken;
        options.DataDirectory = data ?? options.DataDirectory;
        listen ??= section.GetValue("Listen", new Uri("http://127.0.0.1:7401"));
        try
        {
            await using var gateway = await GatewayHost.StartAsync(options, new IPEndPoint(IPAddress.Parse(listen!.Host), listen.Port), Logging.ToStandardError, ending);
            Ready.Say(new { url = gateway.BaseUrl });
            await Ready.UntilAsync(ending);
            return 0;
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException or RpcException)
        {
            await Console.Error.WriteLineAsync(problem is RpcException rpc ? $"The control plane refused the join: {rpc.Status.Detail}" : problem.Message);
            return 1;
        }
    }
}
