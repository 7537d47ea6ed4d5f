import { type Command, Option } from 'commander';
import {
  type Config,
  type ConfigKey,
  type FlagValues,
  loadConfig,
  type SettingDescription,
  settings,
} from '../config.ts';
import type { GivenSettings } from './engine/given-settings.ts';
import { type CommandPath, isFollowed } from './followed-settings.ts';

/** What stands on the command line, by the names that commander gives. */
export type ParsedOptions = Readonly<Record<string, string | boolean | undefined>>;

/**
 * All settings: whatever a command does not go by may be given all the same, but its help does not
 * list it.
 *
 * @param path - `null` for the console, which goes by all
 */
export function addSettings(command: Command, path: CommandPath | null): Command {
  command.option('--config <file>', 'configuration file');
  for (const setting of settings) {
    const isListed = path === null || isFollowed(path, setting);
    command.addOption(optionOf(setting).hideHelp(!isListed));
  }
  if (path !== null) command.addHelpText('after', HELP_ON_SETTINGS);
  return command;
}

const HELP_ON_SETTINGS = `
Listed are the settings that this command goes by; the others may be given and change nothing.
trackdeck --help lists all, and says where else they are read from.`;

function optionOf(setting: SettingDescription): Option {
  const { flag, placeholder, description, env, defaultText, group } = setting;
  const value = placeholder === undefined ? '' : ` <${placeholder}>`;
  const standard =
    defaultText === '' || placeholder === undefined ? '' : `, default ${defaultText}`;
  return new Option(`--${flag}${value}`, `${description} [${env}${standard}]`).helpGroup(
    `${group}:`,
  );
}

export function configOf(options: ParsedOptions): Config {
  return loadConfig(givenIn(options));
}

/** What stands on the command line. */
export function givenIn(options: ParsedOptions): GivenSettings {
  const given = settings.flatMap((setting): [ConfigKey, string | boolean][] => {
    const value = options[setting.fileKey];
    return value === undefined ? [] : [[setting.key, value]];
  });
  const flags: FlagValues = Object.fromEntries(given);
  const file = options['config'];
  return { flags, file: typeof file === 'string' ? file : undefined };
}

/** A command's options; where one stands before the command too, the one behind it counts. */
export function optionsOf(command: Command): ParsedOptions {
  const outer = command.parent === null ? {} : optionsOf(command.parent);
  return { ...outer, ...command.opts<ParsedOptions>() };
}
