using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.Commands;

/// <summary><c>saasgate own ORGANISATION PERSON</c>: the operator makes a person an owner, where the last one has left. Settings as for <c>control-plane</c>.</summary>
internal sealed class OwnCommand : Command
{
    private readonly Argument<string> _organisation = new("ORGANISATION") { Description = "Which: org_…" };
    private readonly Argument<string> _person = new("PERSON") { Description = "Who, of those who are here: id or e-mail address." };

    public OwnCommand()
        : base("own", "Make a person the owner of an organisation whose last owner has left. It stands in the organisation's audit log. Settings as for control-plane.")
    {
        Arguments.Add(_organisation);
        Arguments.Add(_person);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            if (!Id<Organisation>.TryParse(parsed.GetValue(_organisation), out var organisation))
            {
                await Console.Error.WriteLineAsync("An organisation's id is needed, such as org_….");
                return 1;
            }

            // Built and never started: nothing is opened but the database.
            await using var host = ControlPlaneHost.Create(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Logging.ToStandardError);
            if (await host.Services.GetRequiredService<MemberRoleStore>().MakeOwnerAsync(organisation, parsed.GetValue(_person)!, cancellation) is not { } owner)
            {
                await Console.Error.WriteLineAsync("One person of that organisation who is here is needed, by id or e-mail address.");
                return 1;
            }

            Console.WriteLine($"{owner.DisplayName} ({owner.Id}) owns {organisation}.");
            return 0;
        }
        catch (Exception problem) when (problem is OptionsValidationException or InvalidOperationException or ArgumentException or DbException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
